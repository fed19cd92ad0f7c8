package s3

import "net/http"

// subresource is the operations behind one name in the query.
type subresource struct {
	get, put, remove, post string
	list                   string // GET without an id, where the subresource has ids
}

func (s subresource) action(method string, hasID bool) string {
	switch method {
	case http.MethodGet:
		if s.list != "" && !hasID {
			return s.list
		}
		return s.get
	case http.MethodPut:
		return s.put
	case http.MethodDelete:
		return s.remove
	case http.MethodPost:
		return s.post
	}
	return ""
}

// The operations of buckets and objects that have a subresource. Source: the
// URI patterns of the SDK's S3 model.
var (
	bucketSubresources = map[string]subresource{
		"abac":                {get: "GetBucketAbac", put: "PutBucketAbac"},
		"accelerate":          {get: "GetBucketAccelerateConfiguration", put: "PutBucketAccelerateConfiguration"},
		"acl":                 {get: "GetBucketAcl", put: "PutBucketAcl"},
		"analytics":           {get: "GetBucketAnalyticsConfiguration", list: "ListBucketAnalyticsConfigurations", put: "PutBucketAnalyticsConfiguration", remove: "DeleteBucketAnalyticsConfiguration"},
		"cors":                {get: "GetBucketCors", put: "PutBucketCors", remove: "DeleteBucketCors"},
		"delete":              {post: "DeleteObjects"},
		"encryption":          {get: "GetBucketEncryption", put: "PutBucketEncryption", remove: "DeleteBucketEncryption"},
		"intelligent-tiering": {get: "GetBucketIntelligentTieringConfiguration", list: "ListBucketIntelligentTieringConfigurations", put: "PutBucketIntelligentTieringConfiguration", remove: "DeleteBucketIntelligentTieringConfiguration"},
		"inventory":           {get: "GetBucketInventoryConfiguration", list: "ListBucketInventoryConfigurations", put: "PutBucketInventoryConfiguration", remove: "DeleteBucketInventoryConfiguration"},
		"lifecycle":           {get: "GetBucketLifecycleConfiguration", put: "PutBucketLifecycleConfiguration", remove: "DeleteBucketLifecycle"},
		"location":            {get: "GetBucketLocation"},
		"logging":             {get: "GetBucketLogging", put: "PutBucketLogging"},
		"metrics":             {get: "GetBucketMetricsConfiguration", list: "ListBucketMetricsConfigurations", put: "PutBucketMetricsConfiguration", remove: "DeleteBucketMetricsConfiguration"},
		"notification":        {get: "GetBucketNotificationConfiguration", put: "PutBucketNotificationConfiguration"},
		"object-lock":         {get: "GetObjectLockConfiguration", put: "PutObjectLockConfiguration"},
		"ownershipControls":   {get: "GetBucketOwnershipControls", put: "PutBucketOwnershipControls", remove: "DeleteBucketOwnershipControls"},
		"policy":              {get: "GetBucketPolicy", put: "PutBucketPolicy", remove: "DeleteBucketPolicy"},
		"policyStatus":        {get: "GetBucketPolicyStatus"},
		"publicAccessBlock":   {get: "GetPublicAccessBlock", put: "PutPublicAccessBlock", remove: "DeletePublicAccessBlock"},
		"replication":         {get: "GetBucketReplication", put: "PutBucketReplication", remove: "DeleteBucketReplication"},
		"requestPayment":      {get: "GetBucketRequestPayment", put: "PutBucketRequestPayment"},
		"session":             {get: "CreateSession"},
		"tagging":             {get: "GetBucketTagging", put: "PutBucketTagging", remove: "DeleteBucketTagging"},
		"uploads":             {get: "ListMultipartUploads"},
		"versioning":          {get: "GetBucketVersioning", put: "PutBucketVersioning"},
		"versions":            {get: "ListObjectVersions"},
		"website":             {get: "GetBucketWebsite", put: "PutBucketWebsite", remove: "DeleteBucketWebsite"},
	}
	objectSubresources = map[string]subresource{
		"acl":          {get: "GetObjectAcl", put: "PutObjectAcl"},
		"annotation":   {get: "GetObjectAnnotation", put: "PutObjectAnnotation", remove: "DeleteObjectAnnotation"},
		"attributes":   {get: "GetObjectAttributes"},
		"encryption":   {put: "UpdateObjectEncryption"},
		"legal-hold":   {get: "GetObjectLegalHold", put: "PutObjectLegalHold"},
		"renameObject": {put: "RenameObject"},
		"restore":      {post: "RestoreObject"},
		"retention":    {get: "GetObjectRetention", put: "PutObjectRetention"},
		"select":       {post: "SelectObjectContent"},
		"tagging":      {get: "GetObjectTagging", put: "PutObjectTagging", remove: "DeleteObjectTagging"},
		"torrent":      {get: "GetObjectTorrent"},
		"uploads":      {post: "CreateMultipartUpload"},
	}
)

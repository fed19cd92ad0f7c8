package faults

import (
	"path"
	"slices"
	"strings"
)

// Operations lists the calls that the stand-in takes, as a rule names them. A
// pattern that matches none of them strikes nothing, which is a mistake.
func Operations() []string {
	var all []string
	for service, actions := range map[string]string{
		"ec2": `DescribeInstances DescribeInstanceStatus DescribeVolumes DescribeSnapshots DescribeRegions
			DescribeReplaceRootVolumeTasks DescribeTags CreateSnapshot CreateSnapshots DeleteSnapshot CreateTags DeleteTags
			StartInstances StopInstances RebootInstances CreateReplaceRootVolumeTask
			CreateVolume AttachVolume DetachVolume DeleteVolume`,
		"ssm": `CreateDocument UpdateDocument UpdateDocumentDefaultVersion DescribeDocument GetDocument
			ListDocuments ListDocumentVersions DeleteDocument AddTagsToResource RemoveTagsFromResource
			ListTagsForResource SendCommand ListCommands ListCommandInvocations
			GetCommandInvocation CancelCommand DescribeInstanceInformation`,
		"sts": `GetCallerIdentity AssumeRole AssumeRoleWithWebIdentity`,
		"s3": `ListBuckets CreateBucket GetBucketLocation GetBucketVersioning PutBucketVersioning HeadBucket DeleteBucket ListObjects ListObjectsV2 GetObject HeadObject
			PutObject CopyObject DeleteObject DeleteObjects CreateMultipartUpload UploadPart
			CompleteMultipartUpload AbortMultipartUpload ListParts ListMultipartUploads`,
	} {
		for action := range strings.FieldsSeq(actions) {
			all = append(all, service+":"+action)
		}
	}
	slices.Sort(all)
	return all
}

// knownOperation tells whether a pattern matches an operation.
func knownOperation(pattern string) bool {
	return slices.ContainsFunc(Operations(), func(operation string) bool {
		matched, err := path.Match(pattern, operation)
		return err == nil && matched
	})
}

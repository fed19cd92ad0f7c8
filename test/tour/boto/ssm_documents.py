"""SSM: documents, their versions and tags."""

import json

import check

NAME = "Tour-Document"


def run(session, _):
    ssm = session.client("ssm")
    create(ssm)
    versions(ssm)
    listing(ssm)
    tags(ssm)
    delete(ssm)


def content(script, **parameters):
    """A document of schema 2.2 with one script."""
    step = {"action": "aws:runPowerShellScript", "name": "run", "inputs": {"runCommand": script}}
    return json.dumps({
        "schemaVersion": "2.2", "description": "Of the tour",
        "parameters": {name: {"type": "String", "default": value} for name, value in parameters.items()},
        "mainSteps": [step],
    })


def create(ssm):
    first = content(["Write-Output one"], who="nobody")
    asked = {"Name": NAME, "DocumentType": "Command", "DocumentFormat": "JSON", "Content": first}
    made = ssm.create_document(**asked, TargetType="/AWS::EC2::Instance")["DocumentDescription"]
    check.equal((made["Name"], made["Status"], made["DocumentVersion"]), (NAME, "Creating", "1"), "a new document")
    check.moment(made["CreatedDate"], "CreatedDate")
    with check.refused("DocumentAlreadyExists", 400):
        ssm.create_document(**asked)
    with check.refused("InvalidDocumentContent", 400):
        ssm.create_document(**{**asked, "Name": "Tour-Broken", "Content": "{"})
    with check.refused("ValidationException", 400):
        ssm.create_document(**{**asked, "Name": "AWS-Mine"})

    seen = ssm.describe_document(Name=NAME)["Document"]
    check.equal((seen["Status"], seen["Owner"], seen["SchemaVersion"]), ("Active", "111122223333", "2.2"), "a document")
    check.equal(seen["Parameters"][0], {"Name": "who", "Type": "String", "DefaultValue": "nobody"}, "a parameter")
    check.equal((set(seen["PlatformTypes"]), seen["HashType"]), ({"Windows", "Linux", "MacOS"}, "Sha256"), "PlatformTypes and HashType")
    got = ssm.get_document(Name=NAME)
    check.equal((json.loads(got["Content"]), got["DocumentFormat"]), (json.loads(first), "JSON"), "the content")
    got = ssm.get_document(Name=NAME, DocumentFormat="YAML")
    check.that("schemaVersion: '2.2'" in got["Content"] or 'schemaVersion: "2.2"' in got["Content"], "the content as YAML", got["Content"])
    for read in (ssm.describe_document, ssm.get_document):
        with check.refused("InvalidDocument", 400):
            read(Name="Tour-Missing")


def versions(ssm):
    second = content(["Write-Output two"])
    new = ssm.update_document(Name=NAME, Content=second, DocumentVersion="$LATEST", VersionName="two")["DocumentDescription"]
    check.equal((new["DocumentVersion"], new["DefaultVersion"]), ("2", "1"), "a new version")
    with check.refused("DuplicateDocumentContent", 400):
        ssm.update_document(Name=NAME, Content=second, DocumentVersion="$LATEST")
    chosen = ssm.update_document_default_version(Name=NAME, DocumentVersion="2")["Description"]
    check.equal((chosen["DefaultVersion"], chosen["DefaultVersionName"]), ("2", "two"), "the default version")
    with check.refused("InvalidDocumentVersion", 400):
        ssm.update_document_default_version(Name=NAME, DocumentVersion="9")
    found = check.pages(ssm, "list_document_versions", 1, "DocumentVersions", Name=NAME)
    defaults = {v["DocumentVersion"]: v["IsDefaultVersion"] for v in found}
    check.equal(defaults, {"1": False, "2": True}, "IsDefaultVersion")
    with check.refused("InvalidDocument", 400):
        ssm.list_document_versions(Name="Tour-Missing")


def listing(ssm):
    own = ssm.list_documents(Filters=[{"Key": "Owner", "Values": ["Self"]}])["DocumentIdentifiers"]
    check.that(NAME in {d["Name"] for d in own}, "own documents", own)
    every = check.pages(ssm, "list_documents", 4, "DocumentIdentifiers")
    check.that({NAME, "AWS-RunPowerShellScript"} <= {d["Name"] for d in every}, "all documents", every)
    with check.refused("InvalidNextToken", 400):
        ssm.list_documents(NextToken="nonsense")


def tags(ssm):
    asked = {"ResourceType": "Document", "ResourceId": NAME}
    ssm.add_tags_to_resource(**asked, Tags=[{"Key": "Team", "Value": "core"}, {"Key": "Gone", "Value": "soon"}])
    ssm.remove_tags_from_resource(**asked, TagKeys=["Gone"])
    check.equal(ssm.list_tags_for_resource(**asked)["TagList"], [{"Key": "Team", "Value": "core"}], "tags of a document")
    missing = {**asked, "ResourceId": "Tour-Missing"}
    for call in (
        lambda: ssm.list_tags_for_resource(**missing),
        lambda: ssm.add_tags_to_resource(**missing, Tags=[{"Key": "a", "Value": "b"}]),
        lambda: ssm.remove_tags_from_resource(**missing, TagKeys=["a"]),
    ):
        with check.refused("InvalidResourceId", 400):
            call()


def delete(ssm):
    ssm.delete_document(Name=NAME)
    with check.refused("InvalidDocument", 400):
        ssm.delete_document(Name=NAME)

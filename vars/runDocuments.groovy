import patchline.Options
import patchline.PatchDay

/** Runs documents one after the other: each is sent, then waited for. */
void call(Map options = [:]) {
    List<String> shared = Options.RUN + Options.AWS + Options.LOG
    new Options(this, 'runDocuments', ['documents'] + shared).check(options)
    for (String document in PatchDay.parse(options.documents)) {
        Map given = options.subMap(shared) + [document: document]
        runDocument(given)
        waitMarker(given)
    }
}

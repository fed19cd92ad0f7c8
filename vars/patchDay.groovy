import patchline.Options

/** The whole patch day, one stage after the other, on an agent of its own. */
void call(Map options = [:]) {
    List<String> shared = Options.RUN + Options.AWS + Options.LOG + ['poll', 'credentials']
    List<String> own = ['label', 'tag', 'targets', 'targetsText', 'documents', 'withoutSnapshot', 'vss']
    new Options(this, 'patchDay', shared + own).check(options)
    node(options.label ?: 'patchline') {
        patchRun(options.subMap(shared)) {
            stage('Discover') {
                discoverInstances(options.subMap(['tag', 'targets', 'targetsText']))
            }
            stage('Snapshot') {
                snapshotInstances(options.subMap(['withoutSnapshot', 'vss']))
            }
            stage('Start') {
                startInstances()
            }
            stage('Documents') {
                runDocuments(options.subMap(['documents']))
            }
            stage('Restore') {
                restorePower()
            }
            stage('Confirm') {
                confirmUpdates()
            }
            stage('Report') {
                publishPatchReport()
            }
        }
    }
}

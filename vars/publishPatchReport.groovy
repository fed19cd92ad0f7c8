import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    List<String> keys = ['run', 'store', 'compareWith', 'dryRun'] + Options.AWS + Options.LOG
    new Options(this, 'publishPatchReport', keys).check(options)
    // Always the same, since it is emptied first.
    String folder = 'patchline-report'
    dir(folder) {
        deleteDir() // or what another run has left there would be published with this one
    }
    Map result = new Stage(this, 'publishPatchReport', 'report', keys + ['output']).run(options + [output: folder])
    junit(testResults: folder + '/junit.xml', keepLongStdio: true)
    archiveArtifacts(artifacts: folder + '/**')
    publishHTML(target: [reportDir: folder, reportFiles: 'index.html', reportName: 'Patch report',
        keepAll: true, alwaysLinkToLastBuild: true, allowMissing: false])
    return result
}

import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    return new Stage(this, 'releaseInstances', 'release',
        ['run', 'store', 'force', 'dryRun'] + Options.AWS + Options.LOG).run(options)
}

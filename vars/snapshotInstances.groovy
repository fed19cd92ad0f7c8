import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    return new Stage(this, 'snapshotInstances', 'snapshot',
        Options.RUN + Options.AWS + Options.LOG + ['withoutSnapshot', 'vss', 'vssDocument', 'poll']).run(options)
}

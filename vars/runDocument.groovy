import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    return new Stage(this, 'runDocument', 'run-doc',
        Options.RUN + Options.AWS + Options.LOG + ['document', 'parameter', 'deliveryTimeout', 'retry']).run(options)
}

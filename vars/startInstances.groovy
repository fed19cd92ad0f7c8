import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    return new Stage(this, 'startInstances', 'start',
        Options.RUN + Options.AWS + Options.LOG + ['agentTimeout', 'poll']).run(options)
}

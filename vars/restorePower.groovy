import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    return new Stage(this, 'restorePower', 'restore',
        Options.RUN + Options.AWS + Options.LOG + ['agentTimeout', 'force', 'poll']).closing().run(options)
}

import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    return new Stage(this, 'confirmUpdates', 'confirm',
        Options.RUN + Options.AWS + Options.LOG + ['poll']).closing().run(options)
}

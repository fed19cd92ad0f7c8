import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    return new Stage(this, 'waitMarker', 'wait-marker',
        Options.RUN + Options.AWS + Options.LOG + ['document', 'cancelOnInterrupt', 'poll']).run(options)
}

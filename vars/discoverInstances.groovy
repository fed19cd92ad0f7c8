import patchline.Options
import patchline.Stage

Map call(Map options = [:]) {
    Map given = [:] + options
    if (given.targetsText) {
        given.targets = '.patchline/targets.yaml'
        writeFile(file: given.targets, text: given.targetsText)
    }
    given.remove('targetsText')
    return new Stage(this, 'discoverInstances', 'discover',
        Options.RUN + Options.AWS + Options.LOG +
        ['tag', 'targets', 'ownerTag', 'applicationTag', 'includeAutoScaling', 'allowEmpty']).run(given)
}

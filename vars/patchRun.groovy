import patchline.Options
import patchline.RunId

/**
 * Runs a block on one run: finds its id and the binaries, and has all steps of
 * the block work on it. Nothing else goes from one stage to the next.
 */
Object call(Map options = [:], Closure body) {
    List<String> shared = Options.RUN + Options.AWS + Options.LOG + ['poll']
    new Options(this, 'patchRun', shared + ['credentials']).check(options)
    String id = new RunId(this).find(options.run)
    List<String> variables = new Options(this, 'patchRun', shared).variables(options.subMap(shared) + [run: id])
    env.PATCHLINE_RUN_ID = id
    currentBuild.displayName = "#${currentBuild.number} ${id}"
    variables.add('PATCHLINE_HOME=' + patchlineTools())
    Object result = null
    withEnv(variables) {
        if (options.credentials) {
            withCredentials([usernamePassword(credentialsId: options.credentials,
                usernameVariable: 'AWS_ACCESS_KEY_ID', passwordVariable: 'AWS_SECRET_ACCESS_KEY')]) {
                result = body()
            }
        } else {
            result = body()
        }
    }
    return result
}

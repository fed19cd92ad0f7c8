package patchline

/** Runs one binary on the agent at hand, and makes its exit code the build's result. */
class Stage implements Serializable {

    private static final long serialVersionUID = 1L

    /**
     * The whole of what the shell gets; with its first line it is not echoed. The
     * program and its options are in the environment; its result is in a file, for
     * standard output and exit code can't both be had from sh.
     */
    private static final String SCRIPT = '''#!/bin/sh
set -e
mkdir -p .patchline
rm -f "$PATCHLINE_RESULT"
exec "$PATCHLINE_HOME/$PATCHLINE_BINARY" >/dev/null
'''

    private final Object script
    private final String binary
    private final Options options
    private boolean goesOn = false

    /**
     * @param script the script of the step, which has Jenkins' own steps
     * @param step the step's name, for errors
     * @param binary the binary's name
     * @param keys the keys that the step takes
     */
    Stage(Object script, String step, String binary, List<String> keys) {
        this.script = script
        this.binary = binary
        this.options = new Options(script, step, keys)
    }

    /**
     * A stage that does its work for every instance, also when too many have
     * failed before: it then fails the build and lets the next stages go on.
     */
    Stage closing() {
        goesOn = true
        return this
    }

    /**
     * Runs the binary and returns its result, without the details. Fails the
     * build with the reason, or makes it unstable if some instances failed.
     */
    Map run(Map given) {
        String file = '.patchline/' + binary + '.json'
        List<String> variables = options.variables(given)
        variables.addAll(['PATCHLINE_BINARY=' + binary, 'PATCHLINE_RESULT=' + file])
        int code = execute(variables)
        Map result = null
        if (script.fileExists(file)) {
            result = brief(script.readJSON(file: file, returnPojo: true))
        }
        end(new Ending(binary, code, result))
        return result
    }

    private int execute(List<String> variables) {
        Object steps = script
        Map options = [label: binary, returnStatus: true, script: SCRIPT]
        int code = 0
        steps.withEnv(variables) {
            code = steps.sh(options)
        }
        return code
    }

    /** What is kept of a result: the details of thousands of instances stay in the file. */
    private Map brief(Map result) {
        return result.subMap(['stage', 'run', 'exitCode', 'outcomes', 'runOutcomes', 'error'])
    }

    private void end(Ending ending) {
        if (ending.counts != null) {
            script.currentBuild.description = ending.counts
        }
        if (ending.isSuccess()) {
            return
        }
        if (ending.isUnstable()) {
            script.unstable(ending.message())
        } else if (goesOn && ending.isTooManyFailed()) {
            script.catchError(buildResult: 'FAILURE', stageResult: 'FAILURE', catchInterruptions: false) {
                script.error(ending.message())
            }
        } else {
            script.error(ending.message())
        }
    }

}

package patchline

/**
 * The options of a binary, as keys of a step. Each travels in the environment
 * variable that the binary reads it from (maxFailed: PATCHLINE_MAX_FAILED), so
 * that no value ever becomes a part of a shell script.
 */
class Options implements Serializable {

    private static final long serialVersionUID = 1L

    /** Keys of every stage of a run. */
    static final List<String> RUN = ['run', 'store', 'maxFailed', 'timeout', 'dryRun']
    /** Keys of all binaries that call AWS. */
    static final List<String> AWS = ['region', 'profile']
    /** Keys of how a binary logs to the console. */
    static final List<String> LOG = ['logFormat', 'logLevel', 'progress']

    private final Object script
    private final String step
    private final List<String> keys

    /**
     * @param script the script of the step, which has Jenkins' own steps
     * @param step the step's name, for errors
     * @param keys the keys that it takes
     */
    Options(Object script, String step, List<String> keys) {
        this.script = script
        this.step = step
        this.keys = keys
    }

    /** Fails the build if there is a key that the step does not take, and names those that it does. */
    void check(Map options) {
        List<String> unknown = []
        for (String key in options.keySet().toList()) {
            if (!keys.contains(key)) {
                unknown.add(key)
            }
        }
        if (unknown.size() > 0) {
            script.error("${step}: unknown ${unknown.join(', ')}; it takes ${keys.join(', ')}")
        }
    }

    /**
     * The options as NAME=value for withEnv. A key with null is left out, so
     * that a value of patchRun's stays; a key with '' takes it away.
     */
    List<String> variables(Map options) {
        check(options)
        List<String> variables = []
        for (String key in options.keySet().toList()) {
            Object value = options.get(key)
            if (value != null) {
                variables.add(variable(key) + '=' + text(key, value))
            }
        }
        return variables
    }

    private String variable(String key) {
        return 'PATCHLINE_' + key.replaceAll('([A-Z])', '_$1').toUpperCase()
    }

    /** A list is one value a line, which is why no line may have a break of its own. */
    private String text(String key, Object value) {
        if (!(value instanceof List)) {
            return value.toString()
        }
        List<String> lines = []
        for (Object line in value) {
            if (line.toString().contains('\n') || line.toString().contains('\r')) {
                script.error("${step}: ${key} has a value with a line break, and a list is one value a line")
            }
            lines.add(line.toString())
        }
        return lines.join('\n')
    }

}

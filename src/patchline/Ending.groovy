package patchline

/** How a binary ended, and what to tell the operator of it. */
class Ending implements Serializable {

    private static final long serialVersionUID = 1L

    /** The exit codes, as docs/architecture.md has them. */
    private static final int OK = 0
    private static final int USAGE = 2
    private static final int SOME_FAILED = 3
    private static final int TOO_MANY_FAILED = 4
    private static final int REFUSED = 5
    private static final int UNFINISHED = 8
    private static final int INTERRUPTED = 130
    private static final String GOES_ON = 'Nothing is lost: restart from this stage.'

    private final String binary
    private final int code
    private final Map result

    /** @param result the binary's result, or null if it has left none */
    Ending(String binary, int code, Map result) {
        this.binary = binary
        this.code = code
        this.result = result
    }

    boolean isSuccess() {
        return code == OK && result != null
    }

    boolean isUnstable() {
        return code == SOME_FAILED && result != null
    }

    boolean isTooManyFailed() {
        return code == TOO_MANY_FAILED && result != null
    }

    /** The run and its instances in a line, for the build's description; null if the binary never came so far. */
    String getCounts() {
        Map run = result?.runOutcomes
        if (run == null) {
            return null
        }
        return "${result.run}: ${run.total} instances, ${run.failed} failed"
    }

    String message() {
        if (result == null) {
            return "${binary}: ended with ${code} and left no result: " +
                "it is not in PATCHLINE_HOME, or was killed. ${GOES_ON}"
        }
        switch (code) {
            case SOME_FAILED:
                return "${binary}: ${stageCounts()}"
            case TOO_MANY_FAILED:
                return tooMany()
            case UNFINISHED:
                return "${binary}: not finished in its time (${stageCounts()}). ${GOES_ON}"
            case INTERRUPTED:
                return "${binary}: interrupted (${stageCounts()}). ${GOES_ON}"
            case REFUSED:
                return "${binary}: refused: ${result.error}"
            case USAGE:
                return "${binary}: nothing was called: ${result.error}"
            default:
                return "${binary}: ${result.error ?: 'ended with ' + code}"
        }
    }

    /** --max-failed is the run's: a stage that went well can stop for what failed before it. */
    private String tooMany() {
        Map own = result.outcomes
        Map run = result.runOutcomes
        String all = "${run?.failed} of ${run?.total} instances of the run have failed, more than --max-failed allows"
        if (own.failed == 0) {
            return "${binary}: ${all}; all of them in earlier stages, here ${stageCounts()}"
        }
        return "${binary}: ${all}; here ${stageCounts()}"
    }

    private String stageCounts() {
        Map own = result.outcomes
        String text = "${own.succeeded} of ${own.total} succeeded, ${own.failed} failed"
        if (own.leftOut > 0) {
            text += ", ${own.leftOut} left out"
        }
        if (own.pending > 0) {
            text += ", ${own.pending} pending"
        }
        return text
    }

}

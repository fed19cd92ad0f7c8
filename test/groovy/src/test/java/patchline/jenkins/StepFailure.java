package patchline.jenkins;

/** The failure of a step, as AbortException in Jenkins: a sentence without a stack. */
final class StepFailure extends Exception {
    private static final long serialVersionUID = 1L;

    StepFailure(String message) {
        super(message);
    }
}

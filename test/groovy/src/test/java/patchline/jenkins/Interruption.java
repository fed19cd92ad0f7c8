package patchline.jenkins;

/** What the program meets when its build is aborted or out of time, as FlowInterruptedException in Jenkins. */
public final class Interruption extends Exception {
    private static final long serialVersionUID = 1L;

    public Interruption(String message) {
        super(message);
    }
}

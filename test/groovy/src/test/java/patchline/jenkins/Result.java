package patchline.jenkins;

/** A build's result, from good to bad. */
enum Result {
    SUCCESS,
    UNSTABLE,
    FAILURE,
    ABORTED
}

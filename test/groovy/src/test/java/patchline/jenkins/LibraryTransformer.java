package patchline.jenkins;

import com.cloudbees.groovy.cps.CpsTransformer;
import com.cloudbees.groovy.cps.sandbox.Untrusted;

/** Rewrites the Jenkinsfile and the library, and marks their calls as those of a sandboxed script. */
final class LibraryTransformer extends CpsTransformer {
    @Override
    protected Class<?> getTrustTag() {
        return Untrusted.class;
    }
}

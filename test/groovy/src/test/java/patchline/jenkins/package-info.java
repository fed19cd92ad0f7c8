/**
 * As much of Jenkins as the patch day needs, on Jenkins' own Groovy and CPS transformation.
 *
 * <p>Real: Groovy 2.4.21; groovy-cps 1.31, which rewrites the Jenkinsfile, vars/ and src/ as Jenkins
 * has them rewritten; writing the program at every step and going on from what was read back; the
 * binaries that {@code sh} starts, and the stand-in that they talk to.
 *
 * <p>Imitated, each in one place:
 *
 * <ul>
 *   <li>steps: {@link Steps} (those that do something) and {@code resources/jenkins/Blocks.groovy}
 *       (those with a block)
 *   <li>the declarative syntax: {@code resources/jenkins/Declarative.groovy} and {@link Section}
 *   <li>the variables env, params and currentBuild: {@link EnvVariable}, {@link BuildVariable}
 *   <li>the job with its history, abort and Restart from Stage: {@link Job}, {@link Build}
 *   <li>iteration over lists, which workflow-cps makes Serializable: {@link Iteration}
 *   <li>the sandbox: {@link Watcher} notes every call; a list in the tests says which are allowed
 * </ul>
 *
 * <p>Not there: agents, the masking of secrets, plugins, Jenkins' own pages.
 */
package patchline.jenkins;

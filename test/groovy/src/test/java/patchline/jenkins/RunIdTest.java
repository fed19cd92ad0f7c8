package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The id of a run")
class RunIdTest {
    private static final String SCRIPT = """
            pipeline {
                agent { label 'x' }
                parameters { string(name: 'RUN_ID', defaultValue: '', description: '') }
                stages {
                    stage('One') { steps { patchRun(run: params.RUN_ID) { echo 'run ' + env.PATCHLINE_RUN } } }
                    stage('Two') { steps { patchRun(run: params.RUN_ID) { echo 'run ' + env.PATCHLINE_RUN } } }
                }
            }
            """;

    @TempDir Path folder;

    private Job job(String name) {
        return new Job(name, Repository.here(), SCRIPT, folder, Map.of("PATCHLINE_HOME", "/nowhere"));
    }

    @Test
    @DisplayName("is one that the binaries take, whatever the job is called")
    void form() {
        for (String name : new String[] {"a", "Größe & Co/patch day", "x".repeat(200), "folder/" + "long-name-".repeat(9)}) {
            Build build = job(name).run(Map.of());
            assertEquals(Result.SUCCESS, build.result, build.log());
            String id = build.variables().get("PATCHLINE_RUN_ID");
            assertTrue(id.matches("[a-z0-9][a-z0-9-]{0,62}") && id.endsWith("-1"), id);
            assertEquals(2, PatchDayTest.count(build.log(), "run " + id), build.log());
        }
    }

    @Test
    @DisplayName("is the one that was given, also in a build that is restarted")
    void given() {
        Job job = job("a");
        Build build = job.run(Map.of("RUN_ID", "2026-11-prod"));
        assertEquals(2, PatchDayTest.count(build.log(), "run 2026-11-prod\n"), build.log());
        Build again = job.run(job.restart(build, "Two"));
        assertEquals(1, PatchDayTest.count(again.log(), "run 2026-11-prod\n"), again.log());
    }

    @Test
    @DisplayName("is another one in each new build, and found past builds in between")
    void between() {
        Job job = job("a");
        Build first = job.run(Map.of());
        Build second = job.run(Map.of());
        String id = first.variables().get("PATCHLINE_RUN_ID");
        assertTrue(!id.equals(second.variables().get("PATCHLINE_RUN_ID")));
        Build again = job.run(job.restart(first, "Two"));
        assertEquals(id, again.variables().get("PATCHLINE_RUN_ID"));
    }

    @Test
    @DisplayName("is found past a restarted build that was stopped before it came to its first stage")
    void stopped() {
        Job job = job("a");
        Build first = job.run(Map.of());
        Build waited = job.restart(first, "Two"); // for an agent, until somebody aborted it
        Build again = job.run(job.restart(waited, "Two"));
        assertEquals(Result.SUCCESS, again.result, again.log());
        assertEquals(first.variables().get("PATCHLINE_RUN_ID"), again.variables().get("PATCHLINE_RUN_ID"));
    }

    @Test
    @DisplayName("can't be found when the build that is restarted is gone, and the message says what to do")
    void gone() {
        Job job = job("a");
        Build first = job.run(Map.of());
        Build again = job.restart(first, "Two");
        job.discard(first);
        job.run(again);
        assertEquals(Result.FAILURE, again.result);
        assertTrue(again.log().contains("build #1, which this one restarts, does not say which run it worked on:"
                + " start a new build with RUN_ID"), again.log());
    }
}

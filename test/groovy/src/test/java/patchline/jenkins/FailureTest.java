package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A patch day that does not go well")
class FailureTest {
    private static final List<String> STAGES =
            List.of("Discover", "Snapshot", "Start", "Documents", "Restore", "Confirm", "Report");
    /** The next read of the run's objects is refused, whatever stage makes it. */
    private static final String REFUSE_ONE_READ =
            "faults: [{fault: error, operation: \"s3:GetObject\", code: AccessDenied, status: 403, times: 1}]";
    private static final String ONE_UPDATE_FAILS =
            "faults: [{fault: update-fails, instances: [i-0a1c5e0000000a002]}]";

    @TempDir Path folder;

    @Test
    @DisplayName("fails in each stage in turn, and each restart goes on with the same run on an empty agent")
    void everyStage() throws Exception {
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            Job job = Jobs.patchDay(folder, fleet);
            job.lastNumber(1233); // Jenkins writes 1,234 in the cause of a restart
            Build build = job.next(Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store(),
                    "DOCUMENTS", "Patchline-UpdateWindows-NoRestart"));
            String run = null;
            for (String stage : STAGES) {
                job.run(build.atStage(stage, () -> fleet.fault(REFUSE_ONE_READ)));
                assertEquals(Result.FAILURE, build.result, stage + build.log());
                assertEquals("failed", build.stages.get(stage), build.stages.toString());
                assertTrue(build.log().contains("AccessDenied"), build.log());
                for (String later : STAGES.subList(STAGES.indexOf(stage) + 1, STAGES.size())) {
                    assertEquals("skipped: earlier failure", build.stages.get(later), build.stages.toString());
                }
                String now = build.variables().get("PATCHLINE_RUN_ID");
                run = run == null ? now : run;
                assertEquals(run, now, stage);
                Jobs.empty(job);
                build = job.restart(build, stage);
            }
            job.run(build);
            assertEquals(Result.SUCCESS, build.result, build.log());
            assertEquals("skipped: before the restart", build.stages.get("Confirm"));

            // Eight builds have done it once.
            String calls = fleet.ask("calls");
            assertTrue(calls.matches("(?s).*\"CreateSnapshots\": \\{\\s+\"calls\": 3,.*"), calls);
            assertTrue(calls.matches("(?s).*\"StartInstances\": \\{\\s+\"calls\": 1,.*"), calls);
            assertTrue(calls.matches("(?s).*\"RebootInstances\": \\{\\s+\"calls\": 1,.*"), calls);
        }
    }

    @Test
    @DisplayName("is unstable when some instances fail, within MAX_FAILED, and goes on with the others")
    void unstable() throws Exception {
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            fleet.fault(ONE_UPDATE_FAILS);
            Build build = Jobs.patchDay(folder, fleet).run(Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store(),
                    "DOCUMENTS", "Patchline-UpdateWindows-NoRestart", "MAX_FAILED", "50%"));
            assertEquals(Result.UNSTABLE, build.result, build.log());
            assertEquals("done", build.stages.get("Report"), build.log());
            assertTrue(build.log().contains("WARNING: wait-marker: 2 of 3 succeeded, 1 failed"), build.log());
            assertTrue(build.description.endsWith(": 3 instances, 1 failed"), build.description);
        }
    }

    @Test
    @DisplayName("stops when too many have failed; restarted from Restore it brings all back, confirms, reports, and stays failed")
    void tooMany() throws Exception {
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            fleet.fault(ONE_UPDATE_FAILS);
            Job job = Jobs.patchDay(folder, fleet);
            Build build = job.run(Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store(),
                    "DOCUMENTS", "Patchline-UpdateWindows-NoRestart"));
            assertEquals(Result.FAILURE, build.result, build.log());
            assertEquals("failed", build.stages.get("Documents"));
            assertTrue(build.log().contains("ERROR: wait-marker: 1 of 3 instances of the run have failed, more than"
                    + " --max-failed allows; here 2 of 3 succeeded, 1 failed"), build.log());
            assertTrue(build.published().containsKey("junit"), "what was reached is reported:\n" + build.log());

            Build again = job.run(job.restart(build, "Restore"));
            assertEquals(Result.FAILURE, again.result, again.log());
            assertEquals("done", again.stages.get("Confirm"), again.log());
            assertEquals("done", again.stages.get("Report"), again.log());
            // Twice would count every test twice.
            assertEquals(List.of("patchline-report/junit.xml"), again.published().get("junit"), again.log());
            assertTrue(again.log().contains("ERROR: restore: 1 of 3 instances of the run have failed, more than"
                    + " --max-failed allows; all of them in earlier stages, here 3 of 3 succeeded"), again.log());
            assertTrue(fleet.ask("instances/i-0a1c5e0000000a003").contains("\"state\": \"stopped\""));
        }
    }

    @Test
    @DisplayName("is refused instances that another run holds, and names that run")
    void refused() throws Exception {
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            Map<String, Object> first = Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store(), "RUN_ID", "first");
            Job job = Jobs.patchDay(folder, fleet);
            job.run(job.next(first).atStage("Snapshot", () -> { throw new StepFailure("stop here"); }));
            Build build = job.run(Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store()));
            assertEquals(Result.FAILURE, build.result);
            assertTrue(build.log().matches("(?s).*ERROR: discover: refused: .*first.*"), build.log());
        }
    }

    @Test
    @DisplayName("is aborted within seconds, and the restarted stage does nothing twice")
    void aborted() throws Exception {
        Map<String, Object> parameters;
        Job job;
        Build build;
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL, 1)) {
            parameters = Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store(),
                    "DOCUMENTS", "Patchline-UpdateWindows-NoRestart");
            job = Jobs.patchDay(folder, fleet);
            Build slow = job.next(parameters);
            Thread person = new Thread(() -> abortWhenSnapshotsAreTaken(slow, fleet));
            build = job.run(slow.atStage("Snapshot", person::start));
            person.join();
            assertEquals(Result.ABORTED, build.result, build.log());
            assertEquals("aborted", build.stages.get("Snapshot"));
            assertEquals("skipped: earlier failure", build.stages.get("Start"));
            assertTrue(build.log().contains("snapshot: interrupted by SIGTERM"), build.log());
        }
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            job.environment.putAll(Jobs.reaching(fleet));
            Build again = job.run(job.restart(build, "Snapshot"));
            assertEquals(Result.SUCCESS, again.result, again.log());
            assertTrue(!fleet.ask("calls").contains("CreateSnapshots"), fleet.ask("calls"));
        }
    }

    private static void abortWhenSnapshotsAreTaken(Build build, Fleet fleet) {
        try {
            while (!fleet.ask("calls").matches("(?s).*\"CreateSnapshots\": \\{\\s+\"calls\": 3,.*")) {
                Thread.onSpinWait();
            }
            build.abort();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A patch day")
class PatchDayTest {
    /** A program's state grows with what it keeps; Jenkins writes it at every step. */
    private static final int LARGEST_STATE = 64 * 1024;

    @TempDir Path folder;

    @Test
    @DisplayName("goes from the Jenkinsfile through all stages and documents, and is published")
    void whole() throws Exception {
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            Job job = Jobs.patchDay(folder, fleet);
            Path old = Files.createDirectories(job.workspace.resolve("patchline-report/csv")).resolve("last-month.csv");
            Files.writeString(old, "KB\n");
            Build build = job.run(Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store()));

            assertEquals(Result.SUCCESS, build.result, build.log());
            assertEquals(Map.of("Discover", "done", "Snapshot", "done", "Start", "done", "Documents", "done",
                    "Restore", "done", "Confirm", "done", "Report", "done"), build.stages);
            String run = build.variables().get("PATCHLINE_RUN_ID");
            assertTrue(run.matches("20\\d{6}-ops-patch-day-1"), run);
            assertEquals("#1 " + run, build.name);
            assertEquals(run + ": 3 instances, 0 failed", build.description);
            assertEquals(7, count(build.log(), "wait-marker: 3 of 3 succeeded"), build.log());
            assertTrue(build.log().contains("confirm: 2 of 3 succeeded, 0 failed, 1 left out"), build.log());
            assertEquals(1, count(build.log(), "report: Run " + run + ": 3 instances"), build.log());
            assertEquals(List.of("patchline-report/junit.xml"), build.published().get("junit"));
            assertEquals(List.of("patchline-report/index.html"), build.published().get("publishHTML"));
            assertTrue(build.published().get("archiveArtifacts").stream()
                    .anyMatch(f -> f.matches("patchline-report/csv/.*\\.csv")), build.published().toString());
            assertTrue(Files.notExists(old), "another run's report is published with this one");
            assertTrue(build.program().largest() < LARGEST_STATE, build.program().largest() + " bytes");

            String calls = fleet.ask("calls");
            assertTrue(calls.matches("(?s).*\"CreateSnapshots\": \\{\\s+\"calls\": 3,.*"), calls);
            assertTrue(fleet.ask("instances/i-0a1c5e0000000a003").contains("\"state\": \"stopped\""));
        }
    }

    @Test
    @DisplayName("takes as many pipeline steps for 30 instances as for 3, and as many more for each document")
    void steps() throws Exception {
        List<String> few = stepsFor("few", Fleets.SMALL, "Patchline-UpdateWindows-NoRestart");
        List<String> many = stepsFor("many", Fleets.of(30), "Patchline-UpdateWindows-NoRestart");
        List<String> documents = stepsFor("documents", Fleets.SMALL,
                "Patchline-UpdateWindows-Before\n\n  Patchline-UpdateWindows-NoRestart  \nPatchline-UpdateWindows-After");
        assertEquals(few, many);
        List<String> oneDocument = List.of("enter withEnv", "sh", "fileExists", "readJSON", "leave withEnv");
        assertEquals(few.size() + 2 * 2 * oneDocument.size(), documents.size());
    }

    private List<String> stepsFor(String name, String instances, String documents) throws Exception {
        Path own = Files.createDirectory(folder.resolve(name));
        try (Fleet fleet = Fleet.start(own, instances)) {
            Build build = Jobs.patchDay(own, fleet).run(Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store(),
                    "DOCUMENTS", documents));
            assertEquals(Result.SUCCESS, build.result, build.log());
            return build.steps;
        }
    }

    @Test
    @DisplayName("by the step patchDay takes the same stages and binaries")
    void scripted() throws Exception {
        String script = "patchDay(run: 'by-step', store: '%s', tag: ['PatchGroup=prod-1'], maxFailed: '1',"
                + " documents: ['Patchline-UpdateWindows-NoRestart'], withoutSnapshot: true)";
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            Build build = Jobs.scripted(folder, fleet, script.formatted(fleet.store())).run(Map.of());
            assertEquals(Result.SUCCESS, build.result, build.log());
            assertEquals("[Discover, Snapshot, Start, Documents, Restore, Confirm, Report]",
                    build.stages.keySet().toString());
            assertTrue(build.log().contains("confirm: 2 of 3 succeeded"), build.log());
        }
    }

    @Test
    @DisplayName("as a dry run of a new run ends after Discover, and writes nothing")
    void dryRun() throws Exception {
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            Build build = Jobs.patchDay(folder, fleet)
                    .run(Map.of("TAG", "PatchGroup=prod-1", "STORE", fleet.store(), "DRY_RUN", true));
            assertEquals(Result.SUCCESS, build.result, build.log());
            assertEquals("done", build.stages.get("Discover"));
            assertEquals("skipped: when", build.stages.get("Snapshot"));
            assertEquals("skipped: when", build.stages.get("Report"));
            assertTrue(!fleet.ask("calls").contains("PutObject"), fleet.ask("calls"));

            assertTrue(build.directives.keySet().containsAll(List.of("options disableConcurrentBuilds", "options timeout",
                    "options timestamps", "triggers parameterizedCron")), build.directives.toString());
            build.directives.forEach((name, given) -> assertTrue(!name.startsWith("parameter ")
                    || ((Map<?, ?>) given).get("description") != null, name + " has no description"));
        }
    }

    static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }
}

package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A binary's exit code becomes the build's result")
class EndingTest {
    @TempDir Path folder;

    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            0   | snapshot | SUCCESS  | after
            3   | snapshot | UNSTABLE | WARNING: snapshot: 1 of 3 succeeded, 1 failed, 1 pending
            4   | snapshot | FAILURE  | ERROR: snapshot: 2 of 9 instances of the run have failed, more than --max-failed allows; here 1 of 3 succeeded
            4   | restore  | FAILURE  | ERROR: restore: 2 of 9 instances of the run have failed, more than --max-failed allows; here 1 of 3 succeeded
            1   | snapshot | FAILURE  | ERROR: snapshot: the sea was angry
            2   | snapshot | FAILURE  | ERROR: snapshot: nothing was called: the sea was angry
            5   | snapshot | FAILURE  | ERROR: snapshot: refused: the sea was angry
            8   | snapshot | FAILURE  | ERROR: snapshot: not finished in its time (1 of 3 succeeded, 1 failed, 1 pending). Nothing is lost
            130 | snapshot | FAILURE  | ERROR: snapshot: interrupted (1 of 3 succeeded, 1 failed, 1 pending). Nothing is lost
            """)
    void codes(int code, String binary, Result result, String said) throws Exception {
        Build build = run(code, binary, """
                {"run": "night", "outcomes": {"total": 3, "succeeded": 1, "failed": 1, "leftOut": 0, "pending": 1},
                 "runOutcomes": {"total": 9, "failed": 2}, "error": "the sea was angry"}""");
        assertEquals(result, build.result, build.log());
        assertTrue(build.log().contains(said), build.log());
        assertEquals("night: 9 instances, 2 failed", build.description);
        // A stage that brings instances back lets the next ones go on.
        boolean goesOn = result != Result.FAILURE || binary.equals("restore");
        assertEquals(goesOn, build.log().contains("after"), build.log());
    }

    @ParameterizedTest(name = "{0} without a result is a failure")
    @CsvSource({"0", "3", "137"})
    void noResult(int code) throws Exception {
        Build build = run(code, "snapshot", "");
        assertEquals(Result.FAILURE, build.result, build.log());
        assertTrue(build.log().contains("snapshot: ended with " + code + " and left no result"), build.log());
    }

    @ParameterizedTest(name = "a binary that is not there: {0}")
    @CsvSource("snapshot")
    void missing(String binary) throws Exception {
        Agent agent = new Agent(folder);
        Build build = Jobs.alone(folder, agent.environment(), "snapshotInstances()").run(Map.of());
        assertTrue(build.log().contains("snapshot: ended with 127 and left no result"), build.log());
    }

    private Build run(int code, String binary, String result) throws Exception {
        Agent agent = new Agent(folder);
        agent.ends(binary, code, result);
        String step = binary.equals("restore") ? "restorePower()" : "snapshotInstances()";
        return Jobs.alone(folder, agent.environment(), step + "\necho 'after'").run(Map.of());
    }
}

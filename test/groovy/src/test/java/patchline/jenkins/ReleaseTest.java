package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("releaseInstances")
class ReleaseTest {
    @TempDir Path folder;

    @Test
    @DisplayName("gives the instances of a run up only when told to, and another run may take them")
    void release() throws Exception {
        String script = """
                patchRun(run: 'first', store: '%1$s') {
                    discoverInstances(tag: 'PatchGroup=prod-1')
                    catchError(buildResult: 'UNSTABLE') {
                        releaseInstances()
                    }
                    releaseInstances(force: true)
                }
                patchRun(run: 'second', store: '%1$s') {
                    discoverInstances(tag: 'PatchGroup=prod-1')
                }
                """;
        try (Fleet fleet = Fleet.start(folder, Fleets.SMALL)) {
            Build build = Jobs.scripted(folder, fleet, script.formatted(fleet.store())).run(Map.of());
            assertEquals(Result.UNSTABLE, build.result, build.log());
            assertTrue(build.log().contains("ERROR: release: refused: "), build.log());
        }
    }
}

package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The options of a step")
class OptionsTest {
    @TempDir Path folder;

    private Map<String, String> heard(String script, String binary) throws Exception {
        Agent agent = new Agent(folder);
        agent.listens(binary);
        Build build = Jobs.alone(folder, agent.environment(), script).run(Map.of());
        assertEquals(Result.SUCCESS, build.result, build.log());
        return agent.heard(binary);
    }

    @Test
    @DisplayName("may be lists, one value a line, numbers and switches")
    void kinds() throws Exception {
        Map<String, String> heard = heard("discoverInstances(run: 'r', tag: ['A=1', 'B=x; y'], maxFailed: 3,"
                + " dryRun: false, allowEmpty: true)", "discover");
        assertEquals("A=1\nB=x; y", heard.get("PATCHLINE_TAG"));
        assertEquals("3", heard.get("PATCHLINE_MAX_FAILED"));
        assertEquals("false", heard.get("PATCHLINE_DRY_RUN"));
        assertEquals("true", heard.get("PATCHLINE_ALLOW_EMPTY"));
    }

    @Test
    @DisplayName("come from patchRun; a step's own win, null leaves them, and '' takes them away")
    void inherited() throws Exception {
        Map<String, String> heard = heard("patchRun(run: 'r', store: 's3://b/p', region: 'eu-west-1', profile: 'a',"
                + " logLevel: 'warn') { startInstances(region: 'us-east-1', profile: null, logLevel: '') }", "start");
        assertEquals("r", heard.get("PATCHLINE_RUN"));
        assertEquals("s3://b/p", heard.get("PATCHLINE_STORE"));
        assertEquals("us-east-1", heard.get("PATCHLINE_REGION"));
        assertEquals("a", heard.get("PATCHLINE_PROFILE"));
        assertNull(heard.get("PATCHLINE_LOG_LEVEL"));
    }

    @Test
    @DisplayName("have a secret only as the id of a credential, which is in the environment of the block alone")
    void credentials() throws Exception {
        Agent agent = new Agent(folder);
        agent.listens("start");
        Job job = Jobs.alone(folder, agent.environment(), "patchRun(run: 'r', credentials: 'aws') { startInstances() }\n"
                + "echo 'outside ' + env.AWS_SECRET_ACCESS_KEY");
        job.credentials.put("aws", new String[] {"AKIA", "s3cr3t$x"});
        Build build = job.run(Map.of());
        assertEquals(Result.SUCCESS, build.result, build.log());
        assertEquals("AKIA", agent.heard("start").get("AWS_ACCESS_KEY_ID"));
        assertEquals("s3cr3t$x", agent.heard("start").get("AWS_SECRET_ACCESS_KEY"));
        assertTrue(build.log().contains("outside null"), build.log());
        assertTrue(!build.log().contains("s3cr3t"), build.log());
    }

    @Test
    @DisplayName("are refused when a list has a value with a line break, for it would arrive as two")
    void lineBreakInList() throws Exception {
        Build build = Jobs.alone(folder, new Agent(folder).environment(),
                "discoverInstances(tag: ['A=1\\nB=2'])").run(Map.of());
        assertTrue(build.log().contains("discoverInstances: tag has a value with a line break"), build.log());
    }

    @Test
    @DisplayName("can have the accounts as text, which arrives as a file")
    void targets() throws Exception {
        String script = "discoverInstances(targetsText: '''targets:\n  - account: \"$(touch pwned)\"\n''')";
        assertEquals(".patchline/targets.yaml", heard(script, "discover").get("PATCHLINE_TARGETS"));
        assertEquals("targets:\n  - account: \"$(touch pwned)\"\n",
                Repository.read(folder.resolve("workspace/.patchline/targets.yaml")));
    }
}

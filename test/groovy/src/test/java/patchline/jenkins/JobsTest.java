package patchline.jenkins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import groovy.lang.Binding;
import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.GroovyShell;
import groovy.lang.MissingPropertyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job DSL itself is not here: its script runs, and what it says of each job is written down. */
@DisplayName("The jobs of examples/jenkins/jobs.groovy")
class JobsTest {
    @TempDir Path folder;

    /** The calls in a closure of the script's, each as "name" or "outer name". */
    private static final class Recorder extends GroovyObjectSupport {
        final Map<String, List<Object>> calls;
        final String within;

        Recorder(Map<String, List<Object>> calls, String within) {
            this.calls = calls;
            this.within = within;
        }

        @Override
        public Object invokeMethod(String name, Object arguments) {
            Object[] list = InvokerHelper.asArray(arguments);
            String full = (within + " " + name).trim();
            List<Object> values = new ArrayList<>();
            for (Object argument : list) {
                if (argument instanceof Closure) {
                    Closure<?> body = (Closure<?>) argument;
                    body.setDelegate(new Recorder(calls, full));
                    body.setResolveStrategy(Closure.DELEGATE_FIRST);
                    body.call();
                } else {
                    values.add(argument);
                }
            }
            calls.put(full + (name.endsWith("Param") ? " " + list[0] : ""), values);
            return null;
        }

        @Override
        public Object getProperty(String name) {
            throw new MissingPropertyException(name, getClass());
        }
    }

    /** The script's base: each pipelineJob is written down by its name. */
    public abstract static class JobScript extends groovy.lang.Script {
        public void pipelineJob(String name, Closure<?> body) {
            Map<String, List<Object>> calls = new LinkedHashMap<>();
            new Recorder(calls, "").invokeMethod("job", body);
            @SuppressWarnings("unchecked")
            Map<String, Map<String, List<Object>>> jobs =
                    (Map<String, Map<String, List<Object>>>) getBinding().getVariable("jobs");
            jobs.put(name, calls);
        }
    }

    private static Map<String, Map<String, List<Object>>> jobs() {
        String script = Repository.here().text("examples/jenkins/jobs.groovy")
                .replace("'/patchline'", "'" + Repository.here().path(".").normalize() + "'");
        Map<String, Map<String, List<Object>>> jobs = new LinkedHashMap<>();
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(JobScript.class.getName());
        new GroovyShell(JobsTest.class.getClassLoader(), new Binding(Map.of("jobs", jobs)), configuration)
                .evaluate(script);
        return jobs;
    }

    @Test
    @DisplayName("are a patch day for each environment, a replay and the place of the restart")
    void names() {
        assertEquals("[patch-day-lab, patch-day-prod, patch-day-replay, patch-restart]", jobs().keySet().toString());
        assertTrue(jobs().get("patch-restart").containsKey("job disabled"));
        jobs().forEach((name, job) -> assertTrue(job.containsKey("job definition cps sandbox"), name));
    }

    @Test
    @DisplayName("of an environment have its schedule from the start, and it gives parameters that the Jenkinsfile has")
    void schedules() throws Exception {
        String schedule = "job properties pipelineTriggers triggers parameterizedCron parameterizedSpecification";
        for (String name : List.of("patch-day-lab", "patch-day-prod")) {
            String pipeline = jobs().get(name).get("job definition cps script").get(0).toString();
            String lines = jobs().get(name).get(schedule).get(0).toString();
            Build build = Jobs.alone(folder, Map.of(), pipeline).run(Map.of("MODE", "window"));
            assertEquals("[" + lines + "]", build.directives.get("triggers parameterizedCron").toString());
            for (String line : lines.lines().toList()) {
                String[] parts = line.split("%", -1);
                assertTrue(parts.length <= 2, "a schedule has one % a line: " + line);
                for (String pair : parts.length == 2 ? parts[1].split(";") : new String[0]) {
                    assertTrue(pipeline.contains("(name: '" + pair.split("=")[0].trim() + "'"), line);
                }
            }
        }
    }

    @Test
    @DisplayName("have the Jenkinsfile's parameters before their first build, without which a schedule starts nothing")
    void parameters() throws Exception {
        for (String name : List.of("patch-day-lab", "patch-day-prod", "patch-day-replay")) {
            Map<String, Object> directives = Jobs.alone(folder, Map.of(), script(jobs(), name))
                    .run(Map.of("MODE", "window")).directives;
            Map<String, List<Object>> want = new TreeMap<>();
            directives.forEach((directive, arguments) -> {
                if (directive.startsWith("parameter ")) {
                    Map<?, ?> given = (Map<?, ?>) arguments;
                    String method = given.get("type").toString().replaceFirst("(Param)?$", "Param");
                    Object value = given.get(given.containsKey("choices") ? "choices" : "defaultValue");
                    want.put("job parameters " + method + " " + given.get("name"),
                            List.of(given.get("name"), value, given.get("description")));
                }
            });
            Map<String, List<Object>> got = new TreeMap<>(jobs().get(name));
            got.keySet().removeIf(call -> !call.contains("Param "));
            assertEquals(want, got, name);
            assertEquals(11, got.size(), name);
        }
    }

    @Test
    @DisplayName("of the lab takes the example's fleet through a patch day with nothing typed in, and the replay goes on with it")
    void buildNow() throws Exception {
        String fleetFile = Repository.here().text("examples/jenkins/fleet.yaml");
        try (Fleet fleet = Fleet.start(folder, fleetFile)) {
            Map<String, Map<String, List<Object>>> jobs = jobs();
            Job lab = Jobs.scripted(folder, fleet, script(jobs, "patch-day-lab"));
            Build build = lab.run(Map.of("DOCUMENTS", "Patchline-UpdateWindows-NoRestart"));
            assertEquals(Result.SUCCESS, build.result, build.log());
            assertTrue(build.description.endsWith(": 5 instances, 0 failed"), build.description);
            assertEquals("[H 21 * * 2]", build.directives.get("triggers parameterizedCron").toString());

            Build replay = Jobs.scripted(folder, fleet, script(jobs, "patch-day-replay"))
                    .run(Map.of("RUN_ID", build.variables().get("PATCHLINE_RUN_ID"), "STORE", "s3://patchline-rehearsal/patchline",
                            "DOCUMENTS", "Patchline-UpdateWindows-NoRestart"));
            assertEquals("skipped: when", replay.stages.get("Discover"));
            assertEquals(build.description, replay.description, replay.log());
        }
    }

    @Test
    @DisplayName("say so when neither a selection nor a run is given, or a mode that is not there")
    void nothingToDo() throws Exception {
        Job replay = Jobs.alone(folder, Map.of(), script(jobs(), "patch-day-replay"));
        assertTrue(replay.run(Map.of()).log().contains("ERROR: Nothing to do: give TAG for a new run, or RUN_ID"));
        assertTrue(replay.run(Map.of("RUN_ID", "r", "MODE", "window")).log()
                .contains("ERROR: MODE=window needs the stage change, which this version does not have"));
    }

    private static String script(Map<String, Map<String, List<Object>>> jobs, String name) {
        return jobs.get(name).get("job definition cps script").get(0).toString();
    }
}

package patchline.jenkins;

import com.cloudbees.groovy.cps.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** One build: what it was started with, and what it came to. */
final class Build {
    final Job job;
    final int number;
    final long started = System.currentTimeMillis();
    /** The parameters that were given. */
    final Map<String, Object> given;
    /** The build that this one restarts, and the stage that it begins with; else null. */
    final Build origin;
    final String startAt;

    String name;
    String description;
    Result result = Result.SUCCESS;
    /** What tests do when a stage begins. */
    private final Map<String, Action> atStages = new HashMap<>();
    /** Stages by name: how each ended. */
    final Map<String, String> stages = new LinkedHashMap<>();
    /** The declarative pipeline's directives, for tests to look at. */
    final Map<String, Object> directives = new LinkedHashMap<>();
    /** The steps that were taken, in their order. */
    final List<String> steps = new ArrayList<>();
    final Deque<List<String>> environments = new ArrayDeque<>();
    final Deque<Long> deadlines = new ArrayDeque<>();

    private final Map<String, Object> parameters = new LinkedHashMap<>();
    private final Map<String, String> variables = new TreeMap<>();
    private final StringBuffer log = new StringBuffer();
    private final Steps performer;
    private Program program;
    private final AtomicBoolean aborted = new AtomicBoolean();

    Build(Job job, int number, Map<String, Object> given, Build origin, String startAt) {
        this.job = job;
        this.performer = new Steps(this);
        this.number = number;
        this.given = given;
        this.origin = origin;
        this.startAt = startAt;
        this.name = "#" + number;
        parameters.putAll(given);
    }

    /** Something that a test does. */
    interface Action {
        void act() throws Exception;
    }

    /** Has a test do something when a stage begins. */
    Build atStage(String stage, Action action) {
        atStages.put(stage, action);
        return this;
    }

    void stageBegins(String stage) throws Exception {
        Action action = atStages.get(stage);
        if (action != null) {
            action.act();
        }
    }

    Build run(String script) {
        program = new Program(job.repository, this);
        try {
            program.run(script);
        } catch (Interruption e) {
            worsen(Result.ABORTED);
            say(e.getMessage());
        } catch (Throwable e) {
            worsen(Result.FAILURE);
            say("ERROR: " + (e instanceof StepFailure ? e.getMessage() : stack(e)));
        }
        say("Finished: " + result);
        Sandbox.check();
        return this;
    }

    /** Aborts it from another thread: what {@code sh} has started gets SIGTERM. */
    void abort() {
        aborted.set(true);
        performer.terminate();
    }

    /** Whether somebody has aborted it, which is told once: what comes after may still run, as post conditions do. */
    boolean takeAbort() {
        return aborted.getAndSet(false);
    }

    boolean isAborted() {
        return aborted.get();
    }

    Outcome perform(Request request) {
        steps.add(request.step);
        try {
            if (!request.step.startsWith("leave ") && takeAbort()) {
                throw new Interruption("aborted");
            }
            return new Outcome(performer.perform(request), null);
        } catch (Exception e) {
            return new Outcome(null, e);
        }
    }

    /** Declares a parameter: its default counts where none was given. */
    void declare(String parameter, Object fallback) {
        parameters.putIfAbsent(parameter, fallback);
    }

    Map<String, Object> parameters() {
        return new HashMap<>(parameters);
    }

    void setVariable(String name, String value) {
        variables.put(name, value);
    }

    Map<String, String> variables() {
        return new HashMap<>(variables);
    }

    /** The environment of a step: the controller's, the parameters, the build's, and that of withEnv. */
    Map<String, String> environment() {
        Map<String, String> all = new HashMap<>(job.environment);
        parameters.forEach((k, v) -> all.put(k, String.valueOf(v)));
        all.put("JOB_NAME", job.name);
        all.put("JOB_BASE_NAME", job.name.substring(job.name.lastIndexOf('/') + 1));
        all.put("BUILD_NUMBER", String.valueOf(number));
        all.put("WORKSPACE", job.workspace.toString());
        all.putAll(variables);
        environments.descendingIterator().forEachRemaining(list -> list.forEach(pair -> {
            int at = pair.indexOf('=');
            if (at == pair.length() - 1) {
                all.remove(pair.substring(0, at)); // as EnvVars does with an empty value
            } else {
                all.put(pair.substring(0, at), pair.substring(at + 1));
            }
        }));
        return all;
    }

    void worsen(Result to) {
        if (to.compareTo(result) > 0) {
            result = to;
        }
    }

    void say(String line) {
        print(line + '\n');
    }

    void print(String text) {
        log.append(text);
    }

    String log() {
        return log.toString();
    }

    Program program() {
        return program;
    }

    /** Files that steps have published, by step. */
    Map<String, List<String>> published() {
        return performer.published;
    }

    private static String stack(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}

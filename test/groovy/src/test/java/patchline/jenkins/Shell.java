package patchline.jenkins;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The step {@code sh}: a real shell with the build's environment, and none of this process's but PATH and HOME. */
final class Shell {
    private final Build build;
    private volatile Process process;

    Shell(Build build) {
        this.build = build;
    }

    Object run(Map<?, ?> options) throws Exception {
        Path script = Files.createTempFile("script", ".sh");
        Path output = Files.createTempFile("script", ".out");
        try {
            Files.writeString(script, String.valueOf(options.get("script")));
            boolean asText = Boolean.TRUE.equals(options.get("returnStdout"));
            int code = execute(script, asText ? output : null);
            if (Boolean.TRUE.equals(options.get("returnStatus"))) {
                return code;
            }
            if (code != 0) {
                throw new StepFailure("script returned exit code " + code);
            }
            return asText ? Files.readString(output) : null;
        } finally {
            Files.delete(script);
            Files.delete(output);
        }
    }

    private int execute(Path script, Path output) throws IOException, InterruptedException, Interruption {
        // As Jenkins does: -xe, unless the script says by what it is run.
        boolean asIs = Files.readString(script).startsWith("#!/bin/sh\n");
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", asIs ? "--" : "-xe", script.toString());
        builder.directory(build.job.workspace.toFile());
        builder.environment().keySet().retainAll(java.util.Set.of("PATH", "HOME"));
        builder.environment().putAll(build.environment());
        builder.redirectErrorStream(output == null);
        if (output != null) {
            builder.redirectOutput(output.toFile());
        }
        Process started = builder.start();
        process = started;
        if (build.isAborted()) {
            terminate();
        }
        try (InputStream said = output == null ? started.getInputStream() : started.getErrorStream()) {
            Thread reader = new Thread(() -> copy(said));
            reader.start();
            boolean inTime = await(started);
            started.waitFor();
            reader.join();
            if (build.takeAbort() || !inTime) {
                throw new Interruption(inTime ? "aborted" : "out of time");
            }
            return started.exitValue();
        } finally {
            process = null;
        }
    }

    /** Waits for its end; at the innermost deadline it gets SIGTERM, as everything below it. */
    private boolean await(Process started) throws InterruptedException {
        long deadline = build.deadlines.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        if (deadline == Long.MAX_VALUE) {
            started.waitFor();
            return true;
        }
        boolean ended = started.waitFor(deadline - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            terminate();
        }
        return ended;
    }

    /** Sends SIGTERM to all that the script has started, as Jenkins' process killer does. */
    void terminate() {
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroy);
            running.toHandle().destroy(); // Process.destroy would also close what it still says
        }
    }

    private void copy(InputStream said) {
        try {
            byte[] buffer = new byte[8192];
            for (int n = said.read(buffer); n >= 0; n = said.read(buffer)) {
                build.print(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            build.say("reading what sh said: " + e);
        }
    }
}

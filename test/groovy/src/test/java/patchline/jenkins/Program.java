package patchline.jenkins;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Envs;
import com.cloudbees.groovy.cps.ObjectInputStreamWithLoader;
import com.cloudbees.groovy.cps.Outcome;
import groovy.lang.Binding;
import groovy.lang.Script;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pipeline's program: the Jenkinsfile and the library, compiled and run as Jenkins does. */
final class Program {
    private static Program running;

    final Build build;

    private final Repository repository;
    private final Compiler compiler = Compiler.get();
    /** What is imitated of Jenkins in Groovy. */
    private final List<Script> imitations = new ArrayList<>();
    private final Map<String, Script> variables = new HashMap<>();
    private int steps;
    private long largest;

    Program(Repository repository, Build build) {
        this.repository = repository;
        this.build = build;
    }

    static Program running() {
        return running;
    }

    /** How many steps the program has taken. */
    int steps() {
        return steps;
    }

    /** The size of the largest state that was written, in bytes. */
    long largest() {
        return largest;
    }

    /** Runs a script to its end. What it throws is thrown. */
    void run(String text) throws Throwable {
        running = this;
        for (String imitation : List.of("Blocks", "Declarative")) {
            imitations.add(instance(compiler.imitation(imitation)));
        }
        repository.variables().forEach(this::variable); // so that one that does not compile says so here
        Continuable program = new Continuable(instance(compiler.jenkinsfile(text)), Envs.empty(new Watcher()));
        Outcome next = new Outcome(null, null);
        while (true) {
            Outcome said = program.run0(next, List.of(Iteration.class));
            if (!program.isResumable()) {
                said.replay();
                return;
            }
            Request request = (Request) said.replay();
            steps++;
            // What Jenkins does before a step, and after a restart of its own.
            program = read(write(program));
            next = build.perform(request);
        }
    }

    /** The imitation that has a method, or null. */
    Script imitation(String method, Object[] arguments) {
        for (Script imitation : imitations) {
            if (imitation.getMetaClass().getMetaMethod(method, arguments) != null) {
                return imitation;
            }
        }
        return null;
    }

    /** A variable of the library (vars/NAME.groovy), or null. */
    Object variable(String name) {
        if (!variables.containsKey(name)) {
            variables.put(name, repository.variables().contains(name) ? instance(compiler.variable(name)) : null);
        }
        return variables.get(name);
    }

    private static Script instance(Class<?> type) {
        try {
            Script script = (Script) type.getDeclaredConstructor().newInstance();
            script.setBinding(new Binding());
            return script;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    private byte[] write(Continuable program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(program);
        }
        largest = Math.max(largest, bytes.size());
        return bytes.toByteArray();
    }

    private Continuable read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStreamWithLoader in =
                new ObjectInputStreamWithLoader(new ByteArrayInputStream(bytes), compiler.loader())) {
            return (Continuable) in.readObject();
        }
    }
}

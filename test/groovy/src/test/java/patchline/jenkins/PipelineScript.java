package patchline.jenkins;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.SerializableScript;
import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import java.util.Arrays;
import java.util.List;
import org.codehaus.groovy.runtime.InvokerHelper;

/**
 * What every script of a pipeline extends, as CpsScript in Jenkins: names that are not its own are
 * steps, then variables of the library.
 */
public abstract class PipelineScript extends SerializableScript {
    private static final long serialVersionUID = 1L;

    @Override
    public Object invokeMethod(String name, Object arguments) {
        Object[] list = InvokerHelper.asArray(arguments);
        if (getMetaClass().getMetaMethod(name, list) != null) {
            return getMetaClass().invokeMethod(this, name, list);
        }
        Program program = Program.running();
        Object imitation = program.imitation(name, list);
        if (imitation != null) {
            return InvokerHelper.invokeMethod(imitation, name, list);
        }
        if (Steps.NAMES.contains(name)) {
            return step(name, Arrays.asList(list));
        }
        Object variable = program.variable(name);
        if (variable != null) {
            return InvokerHelper.invokeMethod(variable, "call", list);
        }
        throw new MissingMethodException(name, getClass(), list);
    }

    @Override
    public Object getProperty(String name) {
        Program program = Program.running();
        switch (name) {
            case "env":
                return new EnvVariable();
            case "params":
                return program.build.parameters();
            case "currentBuild":
                return new BuildVariable(program.build.number, true);
            case "steps":
                return this;
            default:
                Object variable = program.variable(name);
                if (variable != null) {
                    return variable;
                }
                return super.getProperty(name);
        }
    }

    /** A variable without a declaration would be one of the whole build: nothing here may have any. */
    @Override
    public void setProperty(String name, Object value) {
        if (getMetaClass().hasProperty(this, name) == null) {
            throw new MissingPropertyException(name, getClass());
        }
        getMetaClass().setProperty(this, name, value);
    }

    /** Suspends the program until the step is done. */
    protected static Object step(String name, List<Object> arguments) {
        return Continuable.suspend(name, new Request(name, arguments));
    }
}

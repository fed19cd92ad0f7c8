package patchline.jenkins;

import groovy.lang.GroovyObjectSupport;
import java.io.Serializable;

/** The variable {@code env}: reads the environment at hand, and sets variables of the whole build. */
public final class EnvVariable extends GroovyObjectSupport implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Object getProperty(String name) {
        return Program.running().build.environment().get(name);
    }

    @Override
    public void setProperty(String name, Object value) {
        Program.running().build.setVariable(name, value == null ? "" : value.toString());
    }
}

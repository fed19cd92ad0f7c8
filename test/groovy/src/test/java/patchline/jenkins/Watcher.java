package patchline.jenkins;

import com.cloudbees.groovy.cps.impl.CallSiteBlock;
import com.cloudbees.groovy.cps.sandbox.DefaultInvoker;
import com.cloudbees.groovy.cps.sandbox.Invoker;
import com.cloudbees.groovy.cps.sandbox.Untrusted;

/** Stands between the program and every call that it makes, and has {@link Sandbox} note those of the library. */
final class Watcher extends DefaultInvoker {
    private static final long serialVersionUID = 1L;

    @Override
    public Object methodCall(Object receiver, String method, Object[] arguments) throws Throwable {
        Sandbox.noteMethod(receiver, method, arguments);
        return super.methodCall(receiver, method, arguments);
    }

    @Override
    public Object constructorCall(Class type, Object[] arguments) throws Throwable {
        Sandbox.noteConstructor(type, arguments);
        return super.constructorCall(type, arguments);
    }

    @Override
    public Object getProperty(Object receiver, String name) throws Throwable {
        Sandbox.noteProperty(receiver, name);
        return super.getProperty(receiver, name);
    }

    @Override
    public Object getArray(Object receiver, Object index) throws Throwable {
        Sandbox.noteMethod(receiver, "getAt", new Object[] {index});
        return super.getArray(receiver, index);
    }

    @Override
    public void setArray(Object receiver, Object index, Object value) throws Throwable {
        Sandbox.noteMethod(receiver, "putAt", new Object[] {index, value});
        super.setArray(receiver, index, value);
    }

    @Override
    public Invoker contextualize(CallSiteBlock block) {
        return block.getTags().contains(Untrusted.INSTANCE) ? this : INSTANCE;
    }
}

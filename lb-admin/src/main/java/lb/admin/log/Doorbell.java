package lb.admin.log;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Lets a thread sleep while there is nothing for it, at next to no cost for those who bring something: only the first
 * one after it fell asleep makes a system call.
 */
final class Doorbell {
    private final Thread thread;
    private volatile boolean asleep;

    /** @param thread the one that sleeps */
    Doorbell(Thread thread) {
        this.thread = thread;
    }

    /** Called after something was brought: wakes the thread if it sleeps. Any thread. */
    void ring() {
        // What was brought must be seen by a thread that falls asleep, or its sleep must be seen here.
        VarHandle.fullFence();
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    /** Ends any sleep, also a short one. Any thread. */
    void hurry() {
        LockSupport.unpark(thread);
    }

    /** Sleeps until the bell is rung, unless there is something to do. That thread only. */
    void sleepUnless(BooleanSupplier somethingToDo) {
        asleep = true;
        if (!somethingToDo.getAsBoolean()) {
            LockSupport.park(this);
        }
        asleep = false;
    }
}

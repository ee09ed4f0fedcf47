package lb.admin;

import lb.admin.cli.LbCommand;
import lb.admin.launch.SecondStart;
import lb.admin.process.JournalStream;

/** Where the program starts, once the launcher has seen that the Java is new enough. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("run")) {
            SecondStart.ifWorthIt();
        }
        // Buffers are checked for leaks in the tests; in production the check costs a microsecond a request.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            System.setProperty("io.netty.leakDetection.level", "disabled");
        }
        // Netty's events for Flight Recorder, which nobody records, are a twentieth of a start's time.
        if (System.getProperty("io.netty.jfr.enabled") == null) {
            System.setProperty("io.netty.jfr.enabled", "false");
        }
        // Chunks of 1 MiB instead of 4: no buffer is larger than 64 KiB, and a few loops leave most of a chunk
        // untouched.
        if (System.getProperty("io.netty.allocator.maxOrder") == null) {
            System.setProperty("io.netty.allocator.maxOrder", "7");
        }
        // Its own count of the memory for buffers says at once that it is used up; with Java's an event loop waits for
        // half a second of collections for each buffer that it does not get. The manifest opens what it needs.
        if (System.getProperty("io.netty.tryReflectionSetAccessible") == null) {
            System.setProperty("io.netty.tryReflectionSetAccessible", "true");
        }
        JournalStream.useWhereItIs();
        System.exit(LbCommand.execute(arguments));
    }
}

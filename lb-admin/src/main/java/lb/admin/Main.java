package lb.admin;

import lb.admin.cli.LbCommand;

/** Where the program starts, once the launcher has seen that the Java is new enough. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Buffers are checked for leaks in the tests; in production the check costs a microsecond a request.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            System.setProperty("io.netty.leakDetection.level", "disabled");
        }
        // Netty's events for Flight Recorder, which nobody records, are a twentieth of a start's time.
        if (System.getProperty("io.netty.jfr.enabled") == null) {
            System.setProperty("io.netty.jfr.enabled", "false");
        }
        System.exit(LbCommand.execute(arguments));
    }
}

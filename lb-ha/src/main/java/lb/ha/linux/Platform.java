package lb.ha.linux;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether this machine is one whose kernel lb-ha can talk to. */
public final class Platform {
    /** Architectures with the {@code asm-generic} numbers that this package is written with. */
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

    private Platform() {}

    /** Why virtual addresses cannot be moved on this machine, in a sentence that names the remedy; null when they can. */
    public static @Nullable String refusal() {
        return refusal(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static @Nullable String refusal(String system, String architecture) {
        if (!system.equals("Linux")) {
            return "lb-ha needs Linux: this is " + system
                    + "; leave out virtual-ips to run the proxy alone, or run it on Linux";
        }
        if (!ARCHITECTURES.contains(architecture)) {
            return "lb-ha needs Linux on x86-64 or aarch64: this is " + architecture;
        }
        return null;
    }
}

package lb.proxy.http3;

import io.netty.handler.codec.quic.Quic;
import org.jspecify.annotations.Nullable;

/** Whether this machine has QUIC: Cloudflare's quiche, by way of Netty. Any thread. */
public final class QuicLibrary {
    private QuicLibrary() {}

    /** Why there is none, in a sentence; empty where there is. */
    public static String absence() {
        return sentence(Quic.unavailabilityCause());
    }

    static String sentence(@Nullable Throwable cause) {
        if (cause == null) {
            return "";
        }
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "the library of QUIC cannot be loaded: " + root;
    }
}

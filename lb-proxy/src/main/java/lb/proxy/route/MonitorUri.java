package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.function.Function;
import lb.proxy.page.FixedResponse;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.page.Reply;
import lb.proxy.settings.Monitor;
import lb.proxy.upstream.Backend;

/** Where a frontend itself answers whether it serves. Immutable, on any thread. */
public final class MonitorUri {
    private static final Reply SERVES = new Reply(new FixedResponse(
            200, List.of(new Field("Content-Type", "text/plain"), new Field("Cache-Control", "no-cache")), "OK\n"));

    private final byte[] uri;
    private final Backend[] needed;

    MonitorUri(Monitor settings, Function<String, Backend> backends) {
        uri = settings.uri().getBytes(ISO_8859_1);
        needed = settings.failWithout().stream().map(backends).toArray(Backend[]::new);
    }

    /** Whether path and query of a request, in a range of bytes, ask for it. */
    public boolean isAsked(ByteBuf in, int start, int end) {
        return end - start == uri.length && Ascii.isAt(in, start, uri, false);
    }

    /** Whether each backend that is needed has a usable server. */
    public boolean serves() {
        for (Backend backend : needed) {
            if (!backend.usable()) {
                return false;
            }
        }
        return true;
    }

    /** What is answered while it serves. */
    public Reply reply() {
        return SERVES;
    }
}

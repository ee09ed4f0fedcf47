package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import lb.proxy.listen.OpenSessions.Session;
import lb.proxy.settings.Mode;
import org.junit.jupiter.api.Test;

class ShownSessionsTest {
    private static final InetSocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

    private final List<Session> many = IntStream.range(0, 10_001)
            .mapToObj(i -> new Session("%08x".formatted(i), Mode.TCP, CLIENT, "fe", "be", "one", Instant.EPOCH, 0))
            .toList();

    @Test
    void aProgramGetsAll() throws Exception {
        String json = SessionCommands.list(many, "", true, Instant.EPOCH).whole();
        assertThat(JsonParser.parseString(json).getAsJsonArray()).hasSize(10_001);
    }

    @Test
    void eyesAreToldThatThereAreMore() throws Exception {
        assertThat(SessionCommands.list(many, "", false, Instant.EPOCH).whole().lines())
                .hasSize(10_001)
                .last()
                .isEqualTo("# 1 more");
    }
}

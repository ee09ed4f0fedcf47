package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import org.junit.jupiter.api.Test;

class DescriptorsExhaustedTest {
    @Test
    void aRequestThatGetsNoSocketToAServerIsAnswered503AndEndsInRC() {
        try (InMemoryProxy proxy = new InMemoryProxy()) {
            proxy.failUpstreams(new ChannelException(new IOException("socket() failed: Too many open files")));
            InMemorySocket client = proxy.connect();
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            proxy.run();
            assertThat(proxy.ends()).singleElement().satisfies(end -> {
                assertThat(end.endedBy()).isEqualTo(EndedBy.RESOURCE_EXHAUSTED);
                assertThat(end.endedIn()).isEqualTo(EndedIn.CONNECT);
                assertThat(end.status()).isEqualTo(503);
            });
            proxy.forget(client);
        }
    }
}

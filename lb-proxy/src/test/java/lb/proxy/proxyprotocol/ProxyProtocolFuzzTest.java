package lb.proxy.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

class ProxyProtocolFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void whateverComesTheOutcomeIsTheSameByteByByte(byte[] bytes) {
        ByteBuf whole = Unpooled.wrappedBuffer(bytes);
        Parsed atOnce = ProxyProtocol.parse(whole);
        ByteBuf grown = Unpooled.buffer();
        Parsed last = ProxyProtocol.parse(grown);
        for (int i = 0; i < bytes.length && last instanceof Parsed.Incomplete; i++) {
            grown.writeByte(bytes[i]);
            last = ProxyProtocol.parse(grown);
        }
        assertThat(last.getClass()).isEqualTo(atOnce.getClass());
        if (atOnce instanceof Parsed.Complete complete) {
            assertThat(grown.readerIndex()).isEqualTo(whole.readerIndex()).isLessThanOrEqualTo(ProxyProtocol.MOST);
            assertThat(complete.header().source() == null)
                    .isEqualTo(complete.header().destination() == null);
        } else {
            assertThat(whole.readerIndex()).isZero();
        }
    }
}

package lb.proxy.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import lb.proxy.settings.SendProxy;
import lb.proxy.settings.SendProxy.OfTls;
import lb.proxy.tls.KnownFacts;
import lb.proxy.tls.TestCertificates;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TlsTlvsTest {
    private record Someone(@Nullable TlsFacts tls) implements Proxied {
        @Override
        public InetSocketAddress source() {
            return new InetSocketAddress("192.0.2.7", 1);
        }

        @Override
        public InetSocketAddress destination() {
            return new InetSocketAddress("192.0.2.1", 443);
        }

        @Override
        public @Nullable ProxyHeader header() {
            return null;
        }
    }

    @Test
    void allOfItIsTold() {
        TestCertificates.Issued leaf = TestCertificates.authority("a").issue("client.test");
        Tlvs told = told(EnumSet.allOf(OfTls.class), KnownFacts.of(leaf.certificate()));
        assertThat(told.value(Tlvs.ALPN)).isEqualTo("http/1.1".getBytes(US_ASCII));
        assertThat(told.value(Tlvs.AUTHORITY)).isEqualTo("www.test".getBytes(US_ASCII));
        ByteBuf ssl = Unpooled.wrappedBuffer(told.value(0x20));
        assertThat(ssl.readByte()).as("spoken, shown now and in the session").isEqualTo((byte) 7);
        assertThat(ssl.readInt()).as("nothing wrong").isZero();
        assertThat(next(ssl)).isEqualTo("21 TLSv1.3");
        assertThat(next(ssl)).isEqualTo("22 client.test");
        assertThat(next(ssl)).isEqualTo("23 TLS_AES_128_GCM_SHA256");
        assertThat(ssl.isReadable()).isFalse();
    }

    @Test
    void ofAClientWithoutTlsItIsToldThatItSpeaksNone() {
        Tlvs told = told(Set.of(OfTls.SSL, OfTls.ALPN), null);
        assertThat(told.value(0x20)).isEqualTo(new byte[5]);
        assertThat(told.value(Tlvs.ALPN)).isNull();
    }

    @Test
    void onlyWhatIsAskedForIsTold() {
        Tlvs told = told(Set.of(OfTls.SSL), KnownFacts.of());
        ByteBuf ssl = Unpooled.wrappedBuffer(told.value(0x20));
        assertThat(ssl.readByte()).isEqualTo((byte) 1);
        ssl.skipBytes(4);
        assertThat(next(ssl)).isEqualTo("21 TLSv1.3");
        assertThat(ssl.isReadable()).isFalse();
        assertThat(told.value(Tlvs.AUTHORITY)).isNull();
    }

    private static String next(ByteBuf in) {
        int type = in.readByte();
        return Integer.toHexString(type) + " " + in.readCharSequence(in.readUnsignedShort(), US_ASCII);
    }

    private static Tlvs told(Set<OfTls> wanted, @Nullable TlsFacts facts) {
        ByteBuf out = Unpooled.buffer();
        HeaderWriter.writeBinary(out, new Someone(facts), new SendProxy(2, true, false, wanted));
        assertThat(ProxyProtocol.parse(out)).isInstanceOf(Parsed.Complete.class);
        return ((Parsed.Complete) ProxyProtocol.parse(out.readerIndex(0)))
                .header()
                .tlvs();
    }
}

package lb.proxy.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import lb.proxy.settings.Sample;
import lb.proxy.settings.TlsField;
import lb.proxy.tls.KnownFacts;
import lb.proxy.tls.TestCertificates;
import lb.proxy.tls.TlsFacts;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlsSamplesTest {
    private static final TestCertificates.Issued LEAF =
            TestCertificates.authority("the authority").issue("client.test");

    @ParameterizedTest
    @CsvSource({
        "VERSION, TLSv1.3",
        "CIPHER, TLS_AES_128_GCM_SHA256",
        "SERVER_NAME, www.test",
        "PROTOCOL, http/1.1",
        "HAS_SERVER_NAME, 1",
        "IS_RESUMED, 0",
        "CLIENT_USED, 1",
        "CLIENT_VERIFY, 0",
        "CLIENT_SUBJECT, /CN=client.test",
        "CLIENT_ISSUER, /CN=the authority"
    })
    void whatIsKnownIsTold(TlsField field, String told) {
        assertThat(text(field, KnownFacts.of(LEAF.certificate()))).isEqualTo(told);
    }

    @Test
    void aCertificatesNumbersAndDaysAreInHaproxysForms() {
        TlsFacts facts = KnownFacts.of(LEAF.certificate());
        assertThat(text(TlsField.CLIENT_SHA1, facts)).matches("[0-9A-F]{40}");
        assertThat(text(TlsField.CLIENT_SERIAL, facts)).matches("([0-9A-F]{2})+");
        assertThat(text(TlsField.CLIENT_NOT_BEFORE, facts)).matches("[0-9]{12}Z");
        assertThat(text(TlsField.CLIENT_NOT_AFTER, facts)).matches("[0-9]{12}Z");
    }

    @ParameterizedTest
    @EnumSource(TlsField.class)
    void withoutTlsTextIsMissingAndNumbersAreZero(TlsField field) {
        assertThat(text(field, null)).isEqualTo(field.isNumber() ? "0" : "");
        assertThat(fetch(field).isPresent(subject(null))).isEqualTo(field.isNumber());
    }

    @Test
    void aNameIsMatchedAsAnyText() {
        TextFetch name = (TextFetch) fetch(TlsField.SERVER_NAME);
        assertThat(name.any(subject(KnownFacts.of()), null)).isTrue();
        long range = name.range(subject(KnownFacts.of()));
        assertThat(TextFetch.end(range) - TextFetch.start(range)).isEqualTo("www.test".length());
    }

    private static Fetch fetch(TlsField field) {
        return Fetch.of(new Sample.OfTls(field), _ -> {
            throw new AssertionError();
        });
    }

    private static String text(TlsField field, @Nullable TlsFacts facts) {
        ByteBuf out = Unpooled.buffer();
        fetch(field).append(subject(facts), out);
        return out.toString(UTF_8);
    }

    private static Subject subject(@Nullable TlsFacts facts) {
        return new Subject() {
            @Override
            public byte[] clientAddress() {
                return new byte[4];
            }

            @Override
            public ByteBuf bytes(Part part) {
                return Unpooled.EMPTY_BUFFER;
            }

            @Override
            public int start(Part part) {
                return -1;
            }

            @Override
            public int end(Part part) {
                return -1;
            }

            @Override
            public @Nullable TlsFacts tls() {
                return facts;
            }
        };
    }
}

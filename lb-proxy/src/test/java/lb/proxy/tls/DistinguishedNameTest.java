package lb.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class DistinguishedNameTest {
    private static final X500Principal NAME = new X500Principal(
            "2.999.1=odd, EMAILADDRESS=a@b.test, CN=www.test, OU=second, OU=first, SERIALNUMBER=5, O=Example, C=FR");

    @Test
    void aNameIsWrittenAsOpenSslWritesIt() {
        assertThat(DistinguishedName.line(NAME))
                .isEqualTo(
                        "/C=FR/O=Example/serialNumber=5/OU=first/OU=second/CN=www.test/emailAddress=a@b.test/2.999.1=odd");
    }

    @Test
    void ofAnEntryWithSeveralPartsNoneIsLost() {
        assertThat(DistinguishedName.line(new X500Principal("OU=one+CN=two, O=Example")))
                .isIn("/O=Example/OU=one/CN=two", "/O=Example/CN=two/OU=one");
    }

    @Test
    void entriesAreFoundFromTheFirstAndFromTheLast() {
        assertThat(DistinguishedName.value(NAME, "cn", 1)).isEqualTo("www.test");
        assertThat(DistinguishedName.value(NAME, "OU", 1)).isEqualTo("first");
        assertThat(DistinguishedName.value(NAME, "OU", 2)).isEqualTo("second");
        assertThat(DistinguishedName.value(NAME, "OU", -1)).isEqualTo("second");
        assertThat(DistinguishedName.value(NAME, "emailAddress", 1)).isEqualTo("a@b.test");
        for (int which : new int[] {3, -3, 0}) {
            assertThat(DistinguishedName.value(NAME, "OU", which)).isNull();
        }
        assertThat(DistinguishedName.value(NAME, "L", 1)).isNull();
    }

    @Test
    void aNameOfNothingHasNoEntry() {
        assertThat(DistinguishedName.line(new X500Principal(""))).isEmpty();
        assertThat(DistinguishedName.value(new X500Principal(""), "CN", 1)).isNull();
    }

    @Test
    void whatIsNotTextIsInDigits() {
        X500Principal name = new X500Principal("2.999.2=#0401ff");
        assertThat(DistinguishedName.value(name, "2.999.2", 1)).isEqualTo("#0401ff");
    }
}

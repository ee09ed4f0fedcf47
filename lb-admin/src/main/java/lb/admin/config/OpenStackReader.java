package lb.admin.config;

import java.util.List;
import lb.ha.settings.CloudTarget;
import lb.ha.settings.CloudTarget.OpenStackAccess;
import lb.ha.settings.CloudTarget.OpenStackCredentials;
import lb.ha.settings.Secret;
import org.jspecify.annotations.Nullable;

/** Reads what OpenStack moves with one virtual address. */
final class OpenStackReader {
    private OpenStackReader() {}

    static void read(Section openStack, List<CloudTarget> targets) {
        var address = openStack.required(CloudKeys.OPENSTACK_IP);
        if (!openStack.has(CloudKeys.AUTH_URL)) {
            openStack.missing(CloudKeys.AUTH_URL, CloudKeys.URL.expected());
        }
        var authUrl = openStack.has(CloudKeys.AUTH_URL) ? CloudReader.url(openStack, CloudKeys.AUTH_URL, true) : null;
        var endpoint = openStack.has(CloudKeys.NEUTRON_ENDPOINT)
                ? CloudReader.url(openStack, CloudKeys.NEUTRON_ENDPOINT, true)
                : null;
        var region = openStack.get(CloudKeys.OPENSTACK_REGION);
        var port = openStack.get(CloudKeys.PORT);
        var credentials = credentials(openStack);
        if (address != null && authUrl != null && credentials != null) {
            var access = new OpenStackAccess(authUrl, endpoint, region, credentials);
            targets.add(new CloudTarget.OpenStackFloatingIp(access, address, port));
        }
    }

    private static @Nullable OpenStackCredentials credentials(Section openStack) {
        var application = openStack.section(CloudKeys.CREDENTIAL, CloudKeys.CREDENTIAL_TABLE);
        var user = openStack.section(CloudKeys.USER, CloudKeys.USER_TABLE);
        if (openStack.has(CloudKeys.CREDENTIAL) && openStack.has(CloudKeys.USER)) {
            openStack.wrong(CloudKeys.USER, "expected: application-credential or user, not both");
            return null;
        }
        if (application != null) {
            var id = application.required(CloudKeys.CREDENTIAL_ID);
            var secret = anySecret(application, CloudKeys.CREDENTIAL_SECRET, CloudKeys.CREDENTIAL_SECRET_FILE);
            return id == null || secret == null ? null : new CloudTarget.ApplicationCredential(id, secret);
        }
        if (user != null) {
            var name = user.required(CloudKeys.USER_NAME);
            var password = anySecret(user, CloudKeys.USER_PASSWORD, CloudKeys.USER_PASSWORD_FILE);
            var project = user.required(CloudKeys.PROJECT);
            var userDomain = user.orStandard(CloudKeys.USER_DOMAIN);
            var projectDomain = user.orStandard(CloudKeys.PROJECT_DOMAIN);
            return name == null || password == null || project == null
                    ? null
                    : new CloudTarget.UserPassword(name, userDomain, password, project, projectDomain);
        }
        if (!openStack.has(CloudKeys.CREDENTIAL) && !openStack.has(CloudKeys.USER)) {
            openStack.missing(CloudKeys.CREDENTIAL, CloudKeys.CREDENTIAL.form().expected() + ", or user");
        }
        return null;
    }

    private static @Nullable Secret anySecret(Section section, Key<?> key, Key<?> fileKey) {
        var secret = Secrets.read(section, key, fileKey);
        if (secret != null && secret.text().isEmpty()) {
            secret.from().error("is empty");
            return null;
        }
        return secret == null ? null : new Secret(secret.text());
    }
}

package lb.admin.page;

import lb.proxy.page.LocalRequest;
import lb.proxy.page.LocalResponse;

/** A page that knows who asks for it. */
@FunctionalInterface
interface UserPage {
    /**
     * Answers one request.
     *
     * @param user in words, such as {@code user "admin"} or {@code token "deploy"}; empty where everybody may see it
     */
    LocalResponse answer(LocalRequest request, String user);
}

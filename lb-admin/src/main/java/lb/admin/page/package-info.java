/** The pages that people and their tools read: {@code /stats} as HTML and as CSV. */
package lb.admin.page;

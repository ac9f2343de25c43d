// The rules of the HTML standard are on; rules of style are off.
export default {
  root: true,
  extends: ["html-validate:standard", "html-validate:document"],
  rules: {
    "long-title": "off", // pages have the titles of the linked works
    "no-inline-style": "off", // other tests check the Content-Security-Policy
    "require-sri": "off", // every file comes from this site
  },
};

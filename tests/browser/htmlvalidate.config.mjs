// What is valid is the HTML standard's to say; rules that judge style only are off.
export default {
  root: true,
  extends: ["html-validate:standard", "html-validate:document"],
  rules: {
    "long-title": "off", // the titles are those of the linked works
    "no-inline-style": "off", // style: a Content-Security-Policy has its own test
    "require-sri": "off", // every file comes from this site
  },
};

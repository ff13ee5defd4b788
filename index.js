// n8n loads the nodes through package.json; this is for those who require() the package by name.
module.exports = require('./dist/kit.js');
